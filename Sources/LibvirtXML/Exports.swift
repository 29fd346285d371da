// Whoever reads libvirt's documents works with the tree itself.
@_exported import XML
