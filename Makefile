# The verbs of this book. `make` alone explains them. Recipes are POSIX sh and name no absolute
# path, so the folder may stand anywhere, also under a name with spaces.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Scripts in a venv carry its path in their first line, which breaks on spaces: always `-m`.
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes
UV := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

# What somebody types reaches the programs as it stands: make would eat a $$, the shell a quote.
TYPED := BESTAND CIJFER OUD NIEUW REDEN SOORT ERNST MAP JAAR DATUM POORT
$(foreach w,$(TYPED),$(if $(value $w),$(eval override export $w := $$(value $w))))

.DEFAULT_GOAL := help
.PHONY: help book html pdf live proef druk dist invoer sjabloon terug voorbeeld editie correctie klaar uitgave bewaar check check-boek check-code bench format test goud woorden keuring mutatie lab notebooks lock clean
# A folder of Windows lacks what a build needs of its disk: locks, links, renames of a whole folder.
DRIVES := $(foreach letter,a b c d e f g h i j k l m n o p q r s t u v w x y z,/mnt/$(letter))
ifneq ($(filter $(DRIVES) $(DRIVES:=/%),$(firstword $(CURDIR))),)
$(error Deze map staat op een schijf van Windows ($(CURDIR)). Zet ze in uw Linux-map, zoals in HANDLEIDING.md staat)
endif

# A word that is no verb, said in Dutch; make itself would say it in English.
.DEFAULT:
	@$(error Het werkwoord '$@' bestaat niet. Typ enkel make om ze allemaal te zien)

# Half an environment or half a lock file must not pass for a whole one.
.DELETE_ON_ERROR:

help: ## deze lijst
	@echo "Jaarverslag. Kies een werkwoord:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 # \2/p' Makefile \
		| awk -F ' # ' '{ printf "%-18s %s\n", $$1, $$2 }'

book: $(VENV)/.boek ## omgeving, HTML en PDF
	@$(PY) -m press html pdf

html: $(VENV)/.boek ## enkel het webboek
	@$(PY) -m press html

pdf: $(VENV)/.boek ## enkel de PDF
	@$(PY) -m press pdf

live: $(VENV)/.boek ## schrijven met het boek open: bewaren werkt de bladzijde bij (POORT=8000)
	@$(PY) -m press live

proef: $(VENV)/.boek ## de PDF om na te lezen: ontwerp, met regelnummers en plaats voor notities
	@$(PY) -m press pdf
	@$(PY) -m press proef

druk: $(VENV)/.boek ## de PDF voor een drukker, met afloop en snijlijn
	@$(PY) -m press druk

dist: $(VENV)/.boek ## wat u uitdeelt of bewaart, in dist/
	@$(PY) -m press dist

invoer: $(VENV)/.boek ## cijfers uit een rekenblad: make invoer BESTAND=export.xlsx (JA=1, VERVANG=1)
	@$(PY) -m press invoer "$$BESTAND"

sjabloon: $(VENV)/.boek ## rekenbladen om in te vullen, in sjablonen/
	@$(PY) -m press sjabloon

terug: $(VENV)/.boek ## de tabellen van de laatste goede bouw terugzetten (nog eens: ongedaan maken)
	@$(PY) -m press terug

voorbeeld: $(VENV)/.boek ## hetzelfde boek met verzonnen cijfers, in _build/voorbeeld/
	@$(PY) -m press voorbeeld

editie: $(VENV)/.boek ## een ander verslagjaar: make editie JAAR=2022 DATUM=2023-05-11
	@$(PY) -m press editie

uitgave: $(VENV)/.boek ## het gepubliceerde boek naast de vorige uitgaven zetten
	@$(PY) -m press uitgave

bewaar: $(VENV)/.boek ## de uitgaven, en waaruit deze gemaakt is, elders bewaren (MAP=/media/schijf)
	@$(PY) -m press bewaar

correctie: $(VENV)/.boek ## een uitgegeven cijfer verbeteren (CIJFER= OUD= NIEUW= REDEN= SOORT=, of gevraagd)
	@$(PY) -m press correctie

# A book that cannot be built gets no version.
klaar: $(VENV)/.boek ## alles nakijken, versie en dag vastleggen, en het boek zo maken
	@$(PY) -m press html pdf
	@$(PY) -m press klaar
	@$(PY) -m press html pdf

# Two at once: most machines have two cores.
check: $(VENV)/.test ## gegevens, tekst, versies en code nakijken
	@$(MAKE) --no-print-directory --jobs=2 --keep-going check-boek check-code

check-boek:
	@$(PY) -m press check

# Who makes the report runs this too: what is in order says nothing, in English least of all.
check-code:
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@said=$$(PYTHONPATH=chapters $(PY) -c 'from importlinter.cli import lint_imports_command as lint; \
		lint()' --no-cache --no-logo) || { echo "$$said"; exit 1; }
	@$(PY) -m mypy --no-error-summary
	@$(PY) tests/opmaak.py

# A missing browser or nginx is installed first; when that fails, no test starts.
# Two workers, each with whole files: what a file prepares is made once, and the book once for all.
# In the order of tests/conftest.py: by number of tests, the few that build books would come last.
test: $(VENV)/.test ## alle tests; bouwt het boek
	@$(PY) tests/tools.py
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

goud: $(VENV)/.test ## wat andere edities zeggen opnieuw vastleggen in tests/goud/ (lees het verschil)
	@$(PY) tests/leestekst.py

woorden: $(VENV)/.test ## hoe het verslag geschreven is, in getallen: formules, zinnen, bladzijden, code
	@PYTHONPATH=. $(PY) tests/woorden.py
	@$(PY) tests/maten.py

# What a judge needs (java, node) is not asked of anyone: it is said, and the others go on.
keuring: $(VENV)/.test ## het boek voor keurders van elders (HTML, toegang, het recept van de zip)
	@$(PY) -m press html pdf
	@$(PY) tests/keuring.py
	@$(PY) -m pytest -q --hypothesis-profile=zoek tests/test_beschrijving.py \
		tests/test_persoonsgegevens.py tests/test_registers.py tests/test_tabelkeuring.py

mutatie: $(VENV)/.test ## zouden de tests een fout merken? (een uur)
	@$(PY) tests/mutatie.py

bench: $(VENV)/.test ## hoe lang bouwen duurt naast Jupyter Book zonder meer (twintig minuten)
	@$(PY) tests/bench.py

lab: $(VENV)/.lab ## JupyterLab op de hoofdstukken
	@$(PY) -m jupyter lab chapters

notebooks: $(VENV)/.boek ## de hoofdstukken als uitgevoerde notebooks, in notebooks/
	@$(PY) -m press html
	@rm -rf notebooks
	@$(PY) -m zipfile -e _build/html/notebooks/*-notebooks.zip notebooks
	@echo "De notebooks staan in notebooks/."

format: $(VENV)/.test ## code en cellen in dezelfde opmaak zetten
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@$(PY) tests/opmaak.py --herstel

lock: $(VENV)/.boek ## de requirements opnieuw vastzetten
	@$(PY) -m pip --disable-pip-version-check install --quiet uv
	@$(UV) --upgrade requirements.in -o requirements.txt
	@$(UV) --upgrade requirements-test.in -o requirements-test.txt
	@$(UV) --upgrade requirements-lab.in -o requirements-lab.txt

clean: ## alles weg wat de bouw maakte (de omgeving blijft)
	@rm -rf _build dist notebooks figures/export
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# A stamp per requirements file: installing happens only after that file changed.
$(VENV)/.python:
	@gevonden=; \
	for kandidaat in "$(PYTHON)" python3.13 python3.12 python3.11; do \
		if "$$kandidaat" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
			2>/dev/null; then gevonden=$$kandidaat; break; fi; \
	done; \
	if [ -z "$$gevonden" ]; then \
		echo "Dit boek vraagt Python 3.11, 3.12 of 3.13; $(PYTHON) is dat niet." >&2; \
		echo "Wijs er een aan: make book PYTHON=/pad/naar/python3.12" >&2; exit 1; \
	fi; \
	"$$gevonden" -m venv --clear $(VENV) || { \
		echo "De omgeving $(VENV) kon niet gemaakt worden. Op Debian en Ubuntu hoort bij Python" >&2; \
		echo "het pakket python3-venv: laat dat installeren en probeer opnieuw." >&2; exit 1; \
	}
	@touch $@

$(VENV)/.boek: requirements.txt | $(VENV)/.python
	@echo "Omgeving klaarmaken in $(VENV) (eenmalig, een paar minuten) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.boek
	@echo "Testgereedschap installeren ..."
	@$(PIP) -r requirements-test.txt
	@touch $@

$(VENV)/.lab: requirements-lab.txt $(VENV)/.boek
	@echo "JupyterLab installeren ..."
	@$(PIP) -r requirements-lab.txt
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@printf '%s\n' '{"@jupyterlab/docmanager-extension:plugin": {"defaultViewers":' \
		'{"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}}}' \
		> $(VENV)/share/jupyter/lab/settings/overrides.json
	@touch $@
