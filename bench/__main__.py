"""`make bench`: every measure on the project's own data."""

from bench import relance, search

if __name__ == "__main__":
    relance.main()
    search.main()
