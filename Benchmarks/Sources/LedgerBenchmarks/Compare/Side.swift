/// What is measured once a round: the ledger, or a baseline, at one thing.
struct Side {
  /// What progress calls it.
  let name: String
  /// Makes what the rounds need, once and unmeasured.
  let prepare: () async throws -> Void
  /// Measures one round.
  let measure: () async throws -> Double

  init(
    _ name: String,
    prepare: @escaping () async throws -> Void = {},
    measure: @escaping () async throws -> Double
  ) {
    self.name = name
    self.prepare = prepare
    self.measure = measure
  }
}

/// A baseline that this machine cannot run; its figures are left out.
struct Unavailable: Error {
  let reason: String
}

/// A figure and its two sides, which may be those of other figures too.
struct Pairing {
  let kind: FigureKind
  let ours: Side
  let baseline: Side
}
