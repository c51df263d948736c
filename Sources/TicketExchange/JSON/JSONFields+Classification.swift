import TicketLedger

extension JSONFields {
  /// The library's dimensions that tickets are classified by: each is a field of its own.
  static let dimensionNames = TermDimension.builtIn.filter(\.classifiesTickets)
    .compactMap(\.builtInName)

  /// Terms by dimension: the library's dimensions as fields, the host's (or any) inside `dimensions`.
  ///
  /// Null clears a dimension.
  mutating func classification() throws(JSONFieldError) -> [String: TermReference?] {
    var terms: [String: TermReference?] = [:]
    for name in JSONFields.dimensionNames {
      guard let value = value(name) else { continue }
      terms.updateValue(value.isNull ? nil : try term(name), forKey: name)
    }
    guard let value = value("dimensions"), !value.isNull else { return terms }
    guard let object = value.object else {
      throw error("dimensions", "must be an object of names by dimension, not \(value.excerpt)")
    }
    var inner = JSONFields(object, path: "dimensions")
    for member in object.members {
      try inner.checkDimension(member.key)
      guard terms[member.key] == nil else {
        throw inner.error(member.key, "is given twice, here and beside \"dimensions\"")
      }
      let reference = member.value.isNull ? nil : try inner.term(member.key)
      terms.updateValue(reference, forKey: member.key)
    }
    return terms
  }

  private func checkDimension(_ name: String) throws(JSONFieldError) {
    guard !name.isEmpty else { throw error(name, "a dimension's name must not be empty") }
    let dimension = ([.dimension] + TermDimension.builtIn).first { $0.builtInName == name }
    if let dimension, !dimension.classifiesTickets {
      throw error(
        name,
        "tickets are not classified by it; allowed are "
          + JSONFields.dimensionNames.joined(separator: ", ") + " and dimensions of your own"
      )
    }
  }
}
