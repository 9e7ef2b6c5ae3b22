"""Write both files anew: ``python -m scripts.bundle``."""

from scripts.bundle.making import BUNDLES, make

if __name__ == "__main__":
    for each in BUNDLES:
        make(each)
