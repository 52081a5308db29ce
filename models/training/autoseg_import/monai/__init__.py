"""Bundles of MONAI, as its model zoo has them."""
