import Crypto

/// The bytes beside an envelope: an event's words, or a public document.
///
/// ```
/// u8 form | form 0, words in clear: then for each field in the order of its number
///         |   u8 field, u32 count, UTF-8
///         | form 1, a calendar, and form 2, a policy: public documents, never erased
/// ```
/// Sealed words get a form of their own; whoever reads looks at the form first, and the envelope's
/// digest covers the bytes as they are stored, whatever their form.
package enum Content {
  private static let wordsInClear: UInt8 = 0
  private static let calendar: UInt8 = 1
  private static let policy: UInt8 = 2
  /// The greatest form that this version knows.
  static let lastForm = SealedContent.form

  /// The most bytes the words of one event may have.
  static let maximumSizeInBytes = 4 << 20

  static func encode(_ words: Words) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(wordsInClear)
    for field in words.fields {
      guard let text = words[field] else { continue }
      writer.write(field.rawValue)
      writer.write(text)
    }
    return writer.bytes
  }

  static func encode(_ calendar: ServiceCalendar) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Content.calendar)
    calendar.encode(into: &writer)
    return writer.bytes
  }

  static func encode(
    _ policy: ServicePolicy,
    terms: some PolicyTerms
  ) throws(PolicyFault) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Content.policy)
    try policy.encode(into: &writer, terms: terms)
    return writer.bytes
  }

  /// Reads a public document.
  package static func document(
    decoding bytes: [UInt8],
    names: some PolicyTerms
  ) throws(DecodingFailure) -> AdoptedDocument {
    var reader = ByteReader(bytes)
    let form: UInt8 = try reader.read()
    let document: AdoptedDocument
    switch form {
    case calendar: document = .calendar(try ServiceCalendar(decoding: &reader))
    case policy: document = .policy(try ServicePolicy(decoding: &reader, names: names))
    default: throw failure(ofForm: form, reader.offset)
    }
    try reader.finish()
    return document
  }

  /// Reads words; nil where it is a public document.
  static func words(decoding bytes: [UInt8]) throws(DecodingFailure) -> Words? {
    var reader = ByteReader(bytes)
    let form: UInt8 = try reader.read()
    guard form != calendar, form != policy else { return nil }
    guard form == wordsInClear else { throw failure(ofForm: form, reader.offset) }
    var words = Words()
    while reader.remaining > 0 {
      guard let field = Words.Field(rawValue: try reader.read()), words[field] == nil else {
        throw .invalidValue(offset: reader.offset)
      }
      words[field] = try reader.readText()
    }
    return words
  }

  /// Why a form is not what is asked for: newer than this version, or another known one.
  private static func failure(ofForm form: UInt8, _ offset: Int) -> DecodingFailure {
    form > lastForm ? .unknownForm(form) : .invalidValue(offset: offset)
  }

  /// The words in a content, to whoever has no key.
  package static func words(withoutKeys bytes: [UInt8]) throws(DecodingFailure) -> EventWords {
    guard bytes.first != SealedContent.form else { return .sealed }
    return try words(decoding: bytes).map { .known($0) } ?? .none
  }

  /// What the envelope holds of its content.
  package static func digest(of content: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: content))
  }
}
