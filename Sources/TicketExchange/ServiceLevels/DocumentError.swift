/// A policy, calendar or holiday file that cannot be used, with all that is wrong in it.
public struct DocumentError: Error, Hashable, Sendable {
  /// The first of what is wrong, in the order of the file; at least one and at most ``limit``.
  public let faults: [DocumentFault]
  /// How many more there are.
  public let omitted: Int

  /// The most faults that are told of one file.
  public static let limit = 20

  /// Creates the error of a single fault.
  public init(_ fault: DocumentFault) {
    faults = [fault]
    omitted = 0
  }

  /// Keeps the first faults of several and counts the others.
  init(_ faults: [DocumentFault], omitted: Int) {
    self.faults = Array(faults.prefix(DocumentError.limit))
    self.omitted = omitted + max(0, faults.count - DocumentError.limit)
  }
}

extension DocumentError: CustomStringConvertible {
  /// The ``lines`` as one text.
  public var description: String { lines.joined(separator: "\n") }

  /// A line for each fault, and one that counts those not told.
  public var lines: [String] {
    faults.map(\.description) + (omitted > 0 ? ["and \(omitted) more; mend these first"] : [])
  }
}
