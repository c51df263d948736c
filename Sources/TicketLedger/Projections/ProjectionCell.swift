import Crypto

/// Holds one projection of whatever type; asked once a batch, not once an event.
protocol ProjectionCell: AnyObject, Sendable {
  var name: String { get }
  var version: UInt32 { get }
  /// Folds a batch: each event with its ticket as it was before.
  func apply(_ batch: borrowing EventBatch)
  func encode(into writer: inout ByteWriter)
  /// The type of projection it holds.
  var projection: any Projection.Type { get }
  /// Whether it measures by calendars and policies.
  var readsAgreements: Bool { get }
  /// Tells a projection that measures by calendars and policies which are known.
  func adopt(_ agreements: ServiceAgreements)
}

/// The cell of one type of projection.
///
/// `@unchecked Sendable`: a cell belongs to exactly one ``LedgerView``, which is noncopyable; the live
/// one is reached only under the ledger's mutex, a replayed one only by its owner.
final class Cell<P: Projection>: ProjectionCell, @unchecked Sendable {
  var value: P

  init(_ value: P) {
    self.value = value
  }

  var name: String { P.name }
  var version: UInt32 { P.version }

  func apply(_ batch: borrowing EventBatch) {
    Cell.apply(batch, to: &value)
  }

  /// In one access to the value, whatever the number of events.
  private static func apply(_ batch: borrowing EventBatch, to value: inout P) {
    let events = batch.events
    let tickets = batch.tickets
    for index in events.indices { value.apply(events[index], to: tickets[index]) }
  }

  func encode(into writer: inout ByteWriter) {
    value.encode(into: &writer)
  }

  var projection: any Projection.Type { P.self }
  var readsAgreements: Bool { P.self is any AgreementReading.Type }

  func adopt(_ agreements: ServiceAgreements) {
    guard var reader = value as? any AgreementReading else { return }
    reader.adopt(agreements)
    if let adopted = reader as? P { value = adopted }
  }
}

extension Projection {
  static func makeCell() -> any ProjectionCell {
    Cell(Self())
  }

  /// The cell of a checkpoint's bytes, all of which must be read.
  static func makeCell(decoding bytes: [UInt8]) throws(DecodingFailure) -> any ProjectionCell {
    var reader = ByteReader(bytes)
    let value = try Self(decoding: &reader)
    try reader.finish()
    return Cell(value)
  }
}

extension ProjectionCell {
  /// The canonical encoding.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  /// The SHA-256 of the canonical encoding.
  var digest: [UInt8] { Array(SHA256.hash(data: encoded)) }
}
