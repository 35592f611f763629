"""How the screen looks, in Textual's CSS; colours are those of the theme, dark or light."""

from __future__ import annotations

CSS = """
Screen { layout: vertical; }
#header { height: 2; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
#body { height: 1fr; layout: horizontal; }
#article {
    width: 1fr; height: 1fr; padding: 0 1; background: $background;
    overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
}
#card {
    width: 42%; max-width: 70; height: 1fr; padding: 0 1;
    border-left: vkey $primary-muted; background: $surface; scrollbar-size-vertical: 1;
}
#card-passage { margin: 1 0; }
#card-answers { height: auto; }
#card-readings { text-wrap: nowrap; text-overflow: ellipsis; margin-bottom: 1; }
#notice { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
#notice.-failed { color: $text-error; text-style: bold; }
#footer { height: 2; padding: 0 1; background: $panel; }

.-narrow #body { layout: vertical; }
.-narrow #article { width: 1fr; }
.-narrow #card {
    width: 1fr; max-width: 100%; height: 12; border-left: none; border-top: hkey $primary-muted;
}
.-narrow #card-passage { margin: 0; }
.-narrow #card-answers { layout: horizontal; }
.-narrow #card-readings { margin: 0; width: 1fr; }
.-narrow #card-why { width: 1fr; }

.article--applied { color: $text-success; }
.article--taken { color: $text-success; text-style: bold; }
.article--own { color: $text-success; text-style: bold; }
.article--asked { color: $text-warning; text-style: bold; }
.article--kept { color: $text-primary; }
.article--old { color: $text-error; text-style: strike; }
.article--found { text-style: reverse; }
.article--series { text-style: underline; }
.article--current { text-style: reverse bold; }

Ask, Pick { align: center bottom; background: $background 0%; }
Page { align: center middle; background: $background 60%; }
.prompt { height: auto; padding: 0 1; background: $panel; border-top: hkey $primary; }
.page { width: 90%; max-width: 110; height: 90%; padding: 1 2; background: $panel; }
.-narrow .page { width: 100%; height: 100%; }
.page VerticalScroll { margin-top: 1; }
"""
