/// The tree that is being walked, and what was counted of it.
struct Tree: ~Copyable {
  /// What the entries of the leaves are.
  enum Role {
    /// Lists of free pages.
    case free
    /// Records of databases.
    case main
    /// A ledger's entries.
    case named
  }

  let role: Role
  let keys: TreeKeys
  /// The tree's place in the report.
  var index = 0
  var size: PageStructure.TreeSize
  /// Whether everything could be counted.
  var isWhole = true

  init(_ name: String, _ role: Role, _ keys: TreeKeys) {
    self.role = role
    self.keys = keys
    size = PageStructure.TreeSize(name: name)
  }
}
