// Dutch for the texts that Sphinx's search script writes. Not through addTranslations: that turns a
// string into code, which a strict server forbids.
Documentation.LOCALE = "nl";
Documentation.PLURAL_EXPR = (n) => Number(n !== 1);
Object.assign(Documentation.TRANSLATIONS, {
  "Search Results": "Gevonden bladzijden",
  "Searching": "Zoeken",
  "Preparing search...": "Zoeken voorbereiden ...",
  ", in ": ", in ",
  "Hide Search Matches": "Zoektermen niet meer markeren",
  "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
    "Niets gevonden. Controleer de spelling of probeer een ander woord.",
  "Search finished, found ${resultCount} page(s) matching the search query.":
    "Klaar: ${resultCount} bladzijde(n) gevonden.",
  "Search finished, found one page matching the search query.": [
    "Klaar: een bladzijde gevonden.",
    "Klaar: ${resultCount} bladzijden gevonden."
  ]
});
