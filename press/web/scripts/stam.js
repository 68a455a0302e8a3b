// The same rules as in press/web/search.py, which puts them here: query and index agree.
const Stemmer = function () {
  const rules = REGELS.map(([old, fresh]) => [new RegExp(old), fresh]);
  this.stemWord = (word) => {
    const plain = word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    const stem = rules.reduce((rest, [old, fresh]) => rest.replace(old, fresh), plain);
    return stopwords.includes(stem) ? plain : stem;
  };
};
