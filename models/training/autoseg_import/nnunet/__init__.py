"""Models that nnU-Net v2 trained."""
