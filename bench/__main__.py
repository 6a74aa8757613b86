"""`make bench`: every measure on the project's own data."""

from bench import deadlines, relance, search

if __name__ == "__main__":
    deadlines.main()
    relance.main()
    search.main()
