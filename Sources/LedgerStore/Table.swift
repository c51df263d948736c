/// A named database of the log; what lies in it is the business of the layer above.
///
/// `events`, `contents`, `streams`, `tiles` and `checkpoints` have 64-bit integer keys
/// (`MDB_INTEGERKEY`), the others keys of 1 to 511 bytes in byte order. Asking a table with the other
/// kind of key is a caller's bug and traps.
package enum Table: UInt8, CaseIterable, Sendable {
  /// Position to envelope, dense from 0.
  case events
  /// Position to whatever belongs to that event but is not its envelope.
  case contents
  /// Stream number to the head of that stream.
  case streams
  /// Any outside name to a number.
  case references
  /// The checkpoints of projections.
  case projections
  /// What was taken from which source.
  case imports
  /// Durable consumers and where they stand.
  case consumers
  /// What the store and the layer above say of the whole log; `format` is the store's own key.
  case meta
  /// The hashes of the evidence tree that are not to be hashed again.
  case tiles
  /// Size of the log to what was signed of it at that size.
  case checkpoints

  /// Whether keys are 64-bit integers, ordered as numbers.
  package var hasIntegerKeys: Bool {
    switch self {
    case .events, .contents, .streams, .tiles, .checkpoints: true
    case .references, .projections, .imports, .consumers, .meta: false
    }
  }

  /// The name on disk, written once and never changed even if the case is renamed.
  var name: String {
    switch self {
    case .events: "events"
    case .contents: "contents"
    case .streams: "streams"
    case .references: "references"
    case .projections: "projections"
    case .imports: "imports"
    case .consumers: "consumers"
    case .meta: "meta"
    case .tiles: "tiles"
    case .checkpoints: "checkpoints"
    }
  }
}
