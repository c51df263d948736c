/// What every page of an examined file holds; two bytes a page.
package struct PageMap: Sendable {
  /// What a page holds.
  package enum Content: Sendable, Hashable {
    /// One of the two meta pages.
    case meta
    /// Nothing: LMDB may use it again.
    case free
    /// Nothing that any tree leads to.
    case lost
    /// Keys that lead to other pages.
    case branch(of: String)
    /// Keys, and values that fit.
    case leaf(of: String)
    /// A long value, or a part of one.
    case overflow(of: String)
  }

  /// Kinds as they are stored, in the low three bits; the tree's index stands above them.
  enum Kind: UInt16 {
    case lost
    case meta
    case free
    case branch
    case leaf
    case overflow
  }

  private var codes: [UInt16]
  private var names: [String] = []

  init(pageCount: Int) {
    codes = Array(repeating: Kind.lost.rawValue, count: pageCount)
  }

  /// How many pages there are.
  package var pageCount: Int { codes.count }

  /// What a page holds; O(1); the page must be below `pageCount`.
  package subscript(page page: Int) -> Content {
    let code = codes[page]
    let name = names.indices.contains(Int(code >> 3)) ? names[Int(code >> 3)] : ""
    return switch Kind(rawValue: code & 7) {
    case .meta: .meta
    case .free: .free
    case .branch: .branch(of: name)
    case .leaf: .leaf(of: name)
    case .overflow: .overflow(of: name)
    case .lost, nil: .lost
    }
  }

  /// Notes what a page holds, of the tree that was named at `tree`.
  mutating func set(_ page: UInt64, _ kind: Kind, tree: Int) {
    guard page < UInt64(codes.count) else { return }
    codes[Int(page)] = kind.rawValue | UInt16(truncatingIfNeeded: tree) << 3
  }

  /// Names the next tree.
  mutating func name(_ tree: String) {
    names.append(tree)
  }
}
