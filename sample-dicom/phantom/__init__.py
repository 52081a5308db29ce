"""A synthetic abdomen: shapes, organs, rendering to CT slices, and DICOM files."""
