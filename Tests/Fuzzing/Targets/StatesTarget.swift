import TicketLedger

/// Stored states of projections, as a checkpoint holds them: the first byte chooses the projection.
///
/// A state that is read is used: events are folded into it. What it shows together with tickets and
/// names is asked by the target `tables`, which stores states in a ledger.
enum StatesTarget {
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let projections = Ledger.coreProjections
    let chosen = projections[Int(first) % projections.count]
    use(Array(bytes.dropFirst()), as: chosen)
  }

  private static func use<View: Projection>(_ bytes: [UInt8], as type: View.Type) {
    var reader = ByteReader(bytes)
    guard var view = try? View(decoding: &reader), (try? reader.finish()) != nil else { return }
    let state = encoded(view)
    var again = ByteReader(state)
    guard let same = try? View(decoding: &again), (try? again.finish()) != nil else {
      demand(false, "\(type): what was written is not read")
      return
    }
    demand(encoded(same) == state, "\(type): a state is read otherwise")
    for (recorded, ticket) in BaseLedger.story { view.apply(recorded, to: ticket) }
    _ = encoded(view)
  }

  private static func encoded(_ view: some Projection) -> [UInt8] {
    var writer = ByteWriter()
    view.encode(into: &writer)
    return writer.bytes
  }
}
