import Transparency

extension Part {
  private static let treeKind = FigureKind("append.batch10k.treeVsNone")

  /// Raw records and heads in batches, with the tree over them and without: a ledger has no switch for
  /// its tree.
  static let tree = Part(figures: [treeKind]) { bench in
    let records = try await PlainHistory(count: bench.events).rawRecords(bench)
    func append(into leaves: GroupedLeaves?) async throws -> Double {
      try await bench.withFolder { path in
        let baseline = try RawLMDB(at: path, isDurable: false)
        var leaves = leaves
        return try Stopwatch.rate(of: records.events.count) {
          for commit in records.commits {
            try baseline.append(commit, of: records, into: &leaves)
          }
        }
      }
    }
    return try await bench.measure([
      Pairing(
        kind: treeKind,
        ours: Side("raw LMDB with the tree") { try await append(into: GroupedLeaves()) },
        baseline: Side("raw LMDB") { try await append(into: nil) }
      )
    ])
  }
}
