# Recipes for people who change the code. Operators need only ./run and `.venv/bin/lutu`.
PYTHON = .venv/bin/python

.PHONY: check fix serve messages bench-web bench-import bench-casework

check:  ## style, floors, types, tests
	./test

fix:  ## put style right where a machine can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

serve:  ## set up, load the demo, start web and worker
	./run

messages:  ## collect the texts, then compile the catalogues
	-.venv/bin/lutu messages update
	.venv/bin/lutu messages compile

bench-web:  ## SIZE=small for seconds instead of minutes
	$(PYTHON) -m bench.web

bench-import:
	$(PYTHON) -m bench.imports

bench-casework:
	$(PYTHON) -m bench.casework
