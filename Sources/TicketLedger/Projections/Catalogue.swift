/// The names of the ledger's numbers: terms by dimension, and where each person was registered.
public struct Catalogue: Sendable {
  /// By dimension number, then by place from 1; place 0 stands empty.
  private var names: [[String]] = Array(repeating: [""], count: 256)
  private var places: [[String: UInt32]] = Array(repeating: [:], count: 256)
  private var retired: Set<TermID> = []
  private var registrations: ContiguousArray<UInt64> = []
  /// Where the words of persons were erased.
  private var erasures: [PersonID: UInt64] = [:]
  /// Those persons, in the order of the log.
  private(set) var erasedPersons: [PersonID] = []
  /// The Ed25519 public key that the log's checkpoints are signed with; nil before there is one.
  public private(set) var signingKey: Bytes32?

  init() {}

  /// The most dimensions a host can define.
  static let maximumHostDimensions = 256 - Int(TermDimension.firstOfHost)

  /// The name of a term; nil where it is not defined.
  ///
  /// - Complexity: O(1).
  public func name(of term: TermID) -> String? {
    let list = names[Int(term.dimension.rawValue)]
    return 1..<max(list.count, 1) ~= term.index ? list[term.index] : nil
  }

  /// The term of a name, told apart by case, in a dimension; nil where there is none.
  ///
  /// - Complexity: O(1).
  public func term(_ name: String, in dimension: TermDimension) -> TermID? {
    places[Int(dimension.rawValue)][name].map { TermID(dimension, Int($0)) }
  }

  /// The terms of a dimension in the order of their numbers.
  public func terms(in dimension: TermDimension) -> some RandomAccessCollection<TermID> {
    (1..<max(names[Int(dimension.rawValue)].count, 1)).lazy.map { TermID(dimension, $0) }
  }

  /// Whether a term is not to be used any more.
  public func isRetired(_ term: TermID) -> Bool {
    retired.contains(term)
  }

  /// The dimension of a name, the library's or the host's; nil where there is none.
  public func dimension(named name: String) -> TermDimension? {
    if let builtIn = TermDimension.builtIn.first(where: { $0.builtInName == name }) {
      return builtIn
    }
    return term(name, in: .dimension).map { Catalogue.dimension(defining: $0) }
  }

  /// The name of a dimension; nil where it is not defined.
  public func name(of dimension: TermDimension) -> String? {
    if let name = dimension.builtInName { return name }
    return dimension.definingTerm.flatMap { name(of: $0) }
  }

  /// The dimensions in use: the library's, then the host's in order of definition.
  public var dimensions: [TermDimension] {
    TermDimension.builtIn + terms(in: .dimension).map { Catalogue.dimension(defining: $0) }
  }

  /// The number of terms defined, dimensions of the host among them.
  public var termCount: Int { names.reduce(0) { $0 + $1.count - 1 } }

  /// The number of persons registered.
  public var personCount: Int { registrations.count }

  /// Where a person was registered; nil where nobody has that number.
  public func registration(of person: PersonID) -> Position? {
    guard 1...UInt32(clamping: max(registrations.count, 1)) ~= person.rawValue,
      !registrations.isEmpty
    else { return nil }
    return Position(registrations[Int(person.rawValue) - 1])
  }

  /// Whether a person's words were erased.
  ///
  /// - Complexity: O(1).
  public func isErased(_ person: PersonID) -> Bool {
    erasures[person] != nil
  }

  /// Where a person's words were erased; nil where they were not.
  ///
  /// - Complexity: O(1).
  public func erasure(of person: PersonID) -> Position? {
    erasures[person].map { Position($0) }
  }

  /// The number of persons whose words were erased.
  public var erasedPersonCount: Int { erasedPersons.count }

  /// The dimension that a term of ``TermDimension/dimension`` stands for.
  static func dimension(defining term: TermID) -> TermDimension {
    TermDimension(rawValue: UInt8(clamping: Int(TermDimension.firstOfHost) + term.index - 1))
  }

  /// The term that the next new name of a dimension gets; nil where the dimension is full.
  func nextTerm(in dimension: TermDimension) -> TermID? {
    let index = names[Int(dimension.rawValue)].count
    let most = dimension == .dimension ? Catalogue.maximumHostDimensions : TermID.maximumIndex
    return index <= most ? TermID(dimension, index) : nil
  }

  /// Folds an event; false where it cannot follow on what was folded before.
  mutating func apply(_ event: LedgerEvent, label: String?, at position: Position) -> Bool {
    switch event {
    case .termDefined(let term):
      guard let label, term == nextTerm(in: term.dimension) else { return false }
      names[Int(term.dimension.rawValue)].append(label)
      places[Int(term.dimension.rawValue)][label] = UInt32(term.index)
    case .termRenamed(let term):
      guard let label, let former = name(of: term) else { return false }
      places[Int(term.dimension.rawValue)][former] = nil
      names[Int(term.dimension.rawValue)][term.index] = label
      places[Int(term.dimension.rawValue)][label] = UInt32(term.index)
    case .termRetired(let term):
      guard name(of: term) != nil else { return false }
      retired.insert(term)
    case .personRegistered(let person):
      guard Int(person.rawValue) == registrations.count + 1 else { return false }
      registrations.append(position.rawValue)
    case .personErased(let erasure):
      guard registration(of: erasure.person) != nil else { return false }
      if isErased(erasure.person) { break }
      erasures[erasure.person] = position.rawValue
      erasedPersons.append(erasure.person)
    case .signingKeyAdopted(let key): signingKey = key
    case .ledgerCreated, .calendarAdopted, .policyAdopted, .rulesAdopted, .noticeBroadcast,
      .signalRaised, .alarmRaised, .importAdvanced:
      break
    }
    return true
  }
}

extension Catalogue {
  private static let registrationsOfOneSection = 8_192

  func encode(into writer: inout ByteWriter) {
    for list in names {
      writer.write(UInt32(list.count - 1))
      for name in list.dropFirst() { writer.write(name) }
    }
    writer.write(UInt32(retired.count))
    for term in retired.sorted() { writer.write(term.rawValue) }
    writer.beginSection()
    writer.write(UInt32(registrations.count))
    for (place, position) in registrations.enumerated() {
      if place % Catalogue.registrationsOfOneSection == 0 { writer.beginSection() }
      writer.write(position)
    }
    writer.beginSection()
    writer.write(UInt32(erasedPersons.count))
    for person in erasedPersons {
      writer.write(person.rawValue)
      writer.write(erasures[person] ?? 0)
    }
    writer.write(signingKey != nil)
    signingKey?.encode(into: &writer)
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    for dimension in 0..<256 {
      let count = try reader.readCount(ofEntriesTaking: 4)
      guard count <= TermID.maximumIndex else { throw .invalidValue(offset: reader.offset) }
      for index in 0..<count {
        let name = try reader.readText()
        names[dimension].append(name)
        places[dimension][name] = UInt32(index + 1)
      }
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 4)) {
      retired.insert(TermID(rawValue: try reader.read()))
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 8)) {
      registrations.append(try reader.read())
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 12)) {
      let person = PersonID(try reader.read())
      guard registration(of: person) != nil, erasures[person] == nil else {
        throw .invalidValue(offset: reader.offset)
      }
      erasures[person] = try reader.read()
      erasedPersons.append(person)
    }
    if try reader.readBool() { signingKey = Bytes32(try reader.readBytes(Bytes32.count)) }
  }
}
