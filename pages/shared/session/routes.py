"""The script of each page, for links and `st.switch_page`; moving a page changes its line here and nothing else."""

HOME = "pages/home/page.py"
HOW_IT_WORKS = "pages/how_it_works/page.py"
DATA = "pages/data/page.py"
TRAIN = "pages/train/page.py"
RUNS = "pages/runs/page.py"
COMPARE = "pages/compare/page.py"
SCORE = "pages/score/page.py"
