"""Execute notebooks in forks of one process that has imported everything once.

A plain kernel costs seconds before its first cell: it starts Python and imports IPython, pandas and
matplotlib, for each chapter anew. Here one process imports them, and each notebook runs in a fork
of it (``fork.py``) as a kernel would run it (``notebook.py``), while a hook refuses what a cache of
its outputs could not follow (``watch.py``). This package knows no book: modules, folders and cells
are passed in.
"""
