import TicketLedger

/// Takes the fields of an object one by one, and knows at the end which ones nobody asked for.
struct JSONFields {
  private let object: JSONObject
  private let path: String
  private(set) var asked: [String] = []

  init(_ value: JSONValue, path: String = "") throws(JSONFieldError) {
    guard let object = value.object else {
      throw JSONFieldError(path, "must be an object, not \(value.excerpt)")
    }
    self.init(object, path: path)
  }

  init(_ object: JSONObject, path: String = "") {
    self.object = object
    self.path = path
  }

  /// The error of one of the fields.
  func error(_ name: String, _ message: String) -> JSONFieldError {
    JSONFieldError(path.isEmpty ? name : "\(path).\(name)", message)
  }

  /// The value of a field; nil where it is missing.
  mutating func value(_ name: String) -> JSONValue? {
    if !asked.contains(name) { asked.append(name) }
    return object[name]
  }

  /// Takes a field by a reading that says what it wants.
  private mutating func take<Value>(
    _ name: String,
    wants: @autoclosure () -> String,
    _ read: (JSONValue) -> Value?
  ) throws(JSONFieldError) -> Value? {
    guard let value = value(name), !value.isNull else { return nil }
    guard let result = read(value) else {
      throw error(name, "must be \(wants()), not \(value.excerpt)")
    }
    return result
  }

  /// Insists on a field that was read.
  func require<Value>(
    _ name: String,
    _ value: Value?,
    _ wants: String
  ) throws(JSONFieldError) -> Value {
    guard let value else {
      let problem = object[name] == nil ? "is missing" : "must not be null"
      throw error(name, "\(problem); it must be \(wants)")
    }
    return value
  }

  /// Refuses what nobody asked for.
  func finish() throws(JSONFieldError) {
    for member in object.members where !asked.contains(member.key) {
      throw error(member.key, "is not a field here; allowed are \(asked.joined(separator: ", "))")
    }
  }
}

extension JSONFields {
  mutating func optionalText(_ name: String) throws(JSONFieldError) -> String? {
    try take(name, wants: "a string", \.string)
  }

  mutating func text(_ name: String) throws(JSONFieldError) -> String {
    try require(name, try optionalText(name), "a string")
  }

  mutating func flag(_ name: String) throws(JSONFieldError) -> Bool {
    try require(name, try take(name, wants: "true or false", \.bool), "true or false")
  }

  mutating func optionalWhole<Number: FixedWidthInteger>(
    _ name: String,
    from least: Number = .min,
    as type: Number.Type = Number.self
  ) throws(JSONFieldError) -> Number? {
    try take(name, wants: JSONFields.wants(from: least)) { value in
      value.integer.flatMap { Number(exactly: $0) }.flatMap { $0 >= least ? $0 : nil }
    }
  }

  mutating func whole<Number: FixedWidthInteger>(
    _ name: String,
    as type: Number.Type = Number.self
  ) throws(JSONFieldError) -> Number {
    let number: Number? = try optionalWhole(name)
    return try require(name, number, JSONFields.wants(from: Number.min))
  }

  private static func wants<Number: FixedWidthInteger>(from least: Number) -> String {
    let most = min(Int64(clamping: Number.max), .max)
    return most > UInt32.max
      ? "a whole number from \(least) on" : "a whole number from \(least) to \(most)"
  }

  mutating func optionalWord<Word: Vocabulary>(
    _ name: String,
    as type: Word.Type = Word.self
  ) throws(JSONFieldError) -> Word? {
    try take(name, wants: "one of \(Word.names)") { value in
      value.string.flatMap { Word(name: $0) }
    }
  }

  mutating func word<Word: Vocabulary>(
    _ name: String,
    as type: Word.Type = Word.self
  ) throws(JSONFieldError) -> Word {
    let word: Word? = try optionalWord(name)
    return try require(name, word, "one of \(Word.names)")
  }

  mutating func instant(_ name: String) throws(JSONFieldError) -> Instant? {
    try take(name, wants: "an instant as in \"2016-03-04T12:00:00Z\"") { value in
      value.string.flatMap { Instant(rfc3339: $0) }
    }
  }

  /// A duration in seconds, as milliseconds.
  mutating func seconds(_ name: String) throws(JSONFieldError) -> Int64? {
    try take(name, wants: "a number of seconds from 0 on") { value in
      value.double.flatMap { seconds in
        // Below 2^53 every millisecond comes out right; a whole number stays exact beyond.
        if let whole = value.integer {
          let (product, overflow) = whole.multipliedReportingOverflow(by: 1000)
          return overflow || product < 0 ? nil : product
        }
        return Int64(exactly: (seconds * 1000).rounded()).flatMap { $0 < 0 ? nil : $0 }
      }
    }
  }

  mutating func position(_ name: String) throws(JSONFieldError) -> Position? {
    let number: UInt64? = try optionalWhole(name)
    return number.map { Position($0) }
  }
}

extension JSONFields {
  mutating func term(_ name: String) throws(JSONFieldError) -> TermReference? {
    try take(name, wants: "a name that is not empty") { value in
      value.string.flatMap { $0.isEmpty ? nil : .name($0) }
    }
  }

  /// A ticket: its reference as a string, or the ledger's number of it.
  mutating func ticket(_ name: String) throws(JSONFieldError) -> TicketReference? {
    try take(name, wants: "a ticket's reference, or its number from 1 on") { value in
      switch value {
      case .string(let reference) where !reference.isEmpty: .reference(reference)
      case .integer(let number) where number > 0: .number(TicketID(UInt64(number)))
      default: nil
      }
    }
  }

  /// A person: an identity as a string, or `{"number": n}`.
  mutating func person(_ name: String) throws(JSONFieldError) -> PersonReference? {
    try take(name, wants: "a person's identity, or {\"number\": n} with the ledger's number") {
      value in
      switch value {
      case .string(let identity) where !identity.isEmpty: return .identity(identity)
      case .object(let object):
        guard object.count == 1, let number = object["number"]?.integer,
          let person = UInt32(exactly: number), person > 0
        else { return nil }
        return .number(PersonID(person))
      default: return nil
      }
    }
  }

  /// Who acts, as an object with one of four keys; nil where the field is missing.
  mutating func actor(_ name: String) throws(JSONFieldError) -> ActorReference? {
    guard let value = value(name), !value.isNull else { return nil }
    let wants = "{\"person\": …}, {\"automation\": …}, {\"monitoring\": …} or {\"importer\": …}"
    guard let object = value.object, object.count == 1, let sort = object.keys.first else {
      throw error(name, "must be \(wants), not \(value.excerpt)")
    }
    var fields = JSONFields(object, path: path.isEmpty ? name : "\(path).\(name)")
    let namesTerm = "a name that is not empty"
    switch sort {
    case "person":
      return .person(try fields.require(sort, try fields.person(sort), "a person's identity"))
    case "automation":
      return .automation(try fields.require(sort, try fields.term(sort), namesTerm))
    case "monitoring":
      return .monitoring(try fields.require(sort, try fields.term(sort), namesTerm))
    case "importer":
      return .importer(try fields.require(sort, try fields.term(sort), namesTerm))
    case "ledger":
      throw error(name, "only the ledger itself records its own events; give \(wants)")
    default: throw error(name, "must be \(wants), not \(value.excerpt)")
    }
  }
}

extension JSONValue {
  /// The value as a message shows it, cut where it is long.
  var excerpt: String {
    switch self {
    case .array, .object: return sort
    default:
      let text = compact
      return text.count <= 40 ? text : text.prefix(39) + "…"
    }
  }
}
