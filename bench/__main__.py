"""`make bench`: every measure on the project's own data."""

from bench import search

if __name__ == "__main__":
    search.main()
