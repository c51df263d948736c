import Crypto

/// Holds one projection of whatever type.
///
/// A class to derive from, not a protocol: one event is one call through its table of methods, without
/// counting references.
///
/// `@unchecked Sendable`: a cell belongs to exactly one ``LedgerView``, which is noncopyable; the live
/// one is reached only under the ledger's mutex, a replayed one only by its owner.
class ProjectionCell: @unchecked Sendable {
  /// The type of projection it holds.
  let projection: any Projection.Type

  init(_ projection: any Projection.Type) {
    self.projection = projection
  }

  /// Folds an event, with its ticket as it was before.
  func apply(_ recorded: RecordedEvent, to ticket: Ticket) {}

  func encode(into writer: inout ByteWriter) {}

  /// Tells a projection that measures by calendars and policies which are known.
  func adopt(_ agreements: ServiceAgreements) {}
}

/// The cell of one type of projection.
///
/// The value stands in memory of its own rather than in a property: every access to a property of a
/// class is checked for overlaps when it runs, and here that would be once an event.
@safe final class Cell<P: Projection>: ProjectionCell, @unchecked Sendable {
  private let storage: UnsafeMutablePointer<P>

  init(_ value: consuming P) {
    unsafe storage = .allocate(capacity: 1)
    unsafe storage.initialize(to: value)
    super.init(P.self)
  }

  deinit {
    unsafe storage.deinitialize(count: 1)
    unsafe storage.deallocate()
  }

  var value: P {
    unsafeAddress { unsafe UnsafePointer(storage) }
    unsafeMutableAddress { unsafe storage }
  }

  override func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    unsafe storage.pointee.apply(recorded, to: ticket)
  }

  override func encode(into writer: inout ByteWriter) {
    value.encode(into: &writer)
  }

  override func adopt(_ agreements: ServiceAgreements) {
    guard var reader = value as? any AgreementReading else { return }
    reader.adopt(agreements)
    if let adopted = reader as? P { value = adopted }
  }
}

extension Projection {
  static func makeCell() -> ProjectionCell {
    Cell(Self())
  }

  /// The cell of a checkpoint's bytes, all of which must be read.
  static func makeCell(decoding bytes: [UInt8]) throws(DecodingFailure) -> ProjectionCell {
    var reader = ByteReader(bytes)
    let value = try Self(decoding: &reader)
    try reader.finish()
    return Cell(value)
  }
}

extension ProjectionCell {
  var name: String { projection.name }
  var version: UInt32 { projection.version }
  /// Whether it measures by calendars and policies.
  var readsAgreements: Bool { projection is any AgreementReading.Type }

  /// The canonical encoding.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  /// The SHA-256 of the canonical encoding.
  var digest: [UInt8] { Array(SHA256.hash(data: encoded)) }
}
