extension Hash {
  /// The root of the tree that these hashes are the leaves of, RFC 6962 section 2.1.
  ///
  /// The hashes may stand for subtrees of equal size: the hashes of a full tile lead to the hash
  /// above it.
  ///
  /// - Complexity: O(*n*): *n* − 1 nodes; one allocation.
  public static func root(of hashes: some Collection<Hash>) -> Hash {
    var row = Array(hashes)
    guard !row.isEmpty else { return emptyTree }
    while row.count > 1 {
      let pairs = row.count / 2
      for place in 0..<pairs { row[place] = node(row[2 * place], row[2 * place + 1]) }
      // The last hash of an odd row is the right side of a node further up.
      if row.count % 2 == 1 { row[pairs] = row[row.count - 1] }
      row.removeSubrange((row.count + 1) / 2..<row.count)
    }
    return row[0]
  }
}
