extension ServicePolicy {
  /// The layout that ``encode(into:terms:)`` writes.
  static let layout: UInt8 = 1

  /// Writes the one encoding that equal policies share.
  ///
  /// ```
  /// layout    1 byte, 1
  /// name      text: 4-byte count, UTF-8
  /// versions  1 byte
  /// rules     4-byte count, then each:
  ///   name        text
  ///   kinds       set: 4-byte count, then 1 byte each
  ///   priorities  set, 1 byte each
  ///   levels      set, 1 byte each
  ///   teams       set, 4 bytes each: a ``TermID``
  ///   terms       set, 4 bytes each: the terms of all dimensions
  ///   targets     4-byte count, then each: see ``ServiceTarget``
  /// ```
  /// Numbers are little-endian; sets are in ascending order without repetitions.
  ///
  /// - Throws: The first of ``problems(knownCalendars:)``, or that a name has no number; what was
  ///   written by then is to be thrown away.
  package func encode(
    into writer: inout ByteWriter,
    terms: some PolicyTerms
  ) throws(PolicyFault) {
    if let fault = problems().first { throw fault }
    writer.write(ServicePolicy.layout)
    writer.write(name)
    writer.write(versions.rawValue)
    writer.write(UInt32(rules.count))
    for (index, rule) in rules.enumerated() {
      writer.write(rule.name)
      writer.write(ascending: rule.match.kinds.map(\.rawValue))
      writer.write(ascending: rule.match.priorities.map { $0 })
      writer.write(ascending: rule.match.levels.map { $0 })
      let path = PolicyPath.rule(index).key("match")
      writer.write(ascending: try teams(of: rule.match, at: path, terms))
      writer.write(ascending: try classifying(rule.match, at: path, terms))
      writer.write(UInt32(rule.targets.count))
      for target in rule.targets { target.encode(into: &writer) }
    }
  }

  private func teams(
    of match: TicketMatch,
    at path: PolicyPath,
    _ terms: some PolicyTerms
  ) throws(PolicyFault) -> [UInt32] {
    var numbers: [UInt32] = []
    for name in match.teams.sorted() {
      guard let term = terms.term(name, in: .team) else {
        throw PolicyFault(
          .unknownTerm(name, dimension: "team"),
          at: path.key("team"),
          in: self
        )
      }
      numbers.append(term.rawValue)
    }
    return numbers
  }

  private func classifying(
    _ match: TicketMatch,
    at path: PolicyPath,
    _ terms: some PolicyTerms
  ) throws(PolicyFault) -> [UInt32] {
    var numbers: [UInt32] = []
    for (name, names) in match.terms.sorted(by: { $0.key < $1.key }) {
      let path = path.key(name)
      guard let dimension = terms.dimension(named: name) else {
        throw PolicyFault(.unknownDimension(name), at: path, in: self)
      }
      for term in names.sorted() {
        guard let number = terms.term(term, in: dimension) else {
          throw PolicyFault(.unknownTerm(term, dimension: name), at: path, in: self)
        }
        numbers.append(number.rawValue)
      }
    }
    return numbers
  }
}

extension ServicePolicy {
  /// Reads what ``encode(into:terms:)`` wrote, with the present names of its numbers.
  ///
  /// - Throws: Where the bytes are not the encoding of a policy without
  ///   ``problems(knownCalendars:)``, or hold a number that has no name.
  package init(
    decoding reader: inout ByteReader,
    names: some PolicyTerms
  ) throws(DecodingFailure) {
    let layout: UInt8 = try reader.read()
    guard layout == ServicePolicy.layout else {
      throw .unknownLayout(kind: EventKind.policyAdopted.rawValue, layout: layout)
    }
    name = try reader.readText()
    versions = try reader.readWord()
    rules = []
    // A rule takes at least its name's and six lists' counts.
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 28)) {
      let name = try reader.readText()
      var match = TicketMatch()
      for number: UInt8 in try reader.readAscending() {
        guard let kind = TicketKind(rawValue: number) else {
          throw .invalidValue(offset: reader.offset)
        }
        match.kinds.insert(kind)
      }
      match.priorities = Set(try reader.readAscending())
      match.levels = Set(try reader.readAscending())
      try match.readTerms(from: &reader, names: names)
      var targets: [ServiceTarget] = []
      for _ in 0..<(try reader.readCount(ofEntriesTaking: ServiceTarget.minimumSize)) {
        targets.append(try ServiceTarget(decoding: &reader))
      }
      rules.append(ServiceRule(name: name, match: match, targets: targets))
    }
    guard problems().isEmpty else { throw .invalidValue(offset: reader.offset) }
  }
}

extension TicketMatch {
  fileprivate mutating func readTerms(
    from reader: inout ByteReader,
    names: some PolicyTerms
  ) throws(DecodingFailure) {
    for number: UInt32 in try reader.readAscending() {
      let term = TermID(rawValue: number)
      guard term.dimension == .team, !term.isNone, let name = names.name(of: term),
        teams.insert(name).inserted
      else { throw .invalidValue(offset: reader.offset) }
    }
    for number: UInt32 in try reader.readAscending() {
      let term = TermID(rawValue: number)
      guard term.dimension.classifiesTickets, !term.isNone,
        let dimension = names.name(of: term.dimension), let name = names.name(of: term),
        terms[dimension, default: []].insert(name).inserted
      else { throw .invalidValue(offset: reader.offset) }
    }
  }
}
