//! What a picture must keep to, measured on what was drawn.
