"""Whether what a workspace holds is whole: the files of its runs, its records, and what killed processes left."""
