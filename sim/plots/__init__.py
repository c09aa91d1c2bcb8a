"""A picture is data: a view (`asked`) of a tidy table, drawn by `view` in the module of its kind.

`curve` · `map` · `forest` · `bars` (and areas) of any table · `survival` · `plane` · `network` · `life` ·
`carpet` · `theory` · `spread` of tables of one shape. Their frame and looks: `facets`, `style`, `sheets`.
"""
