"""Tasks of TotalSegmentator: nnU-Net models between steps of its own."""
