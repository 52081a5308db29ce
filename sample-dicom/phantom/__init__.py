"""A synthetic abdomen: shapes, tissues, rendering to CT slices, and DICOM files."""
