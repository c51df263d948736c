/// Writes HTML that is well-formed XML too, so that any strict reader can walk it.
struct Markup {
  /// What is written so far.
  private(set) var text = ""

  /// Attributes in the order they are written.
  typealias Attributes = KeyValuePairs<String, String>

  /// Writes an element around what the body writes.
  mutating func element(
    _ name: String,
    _ attributes: Attributes = [:],
    _ body: (inout Markup) -> Void
  ) {
    element(name, list: attributes.map { ($0.key, $0.value) }, body)
  }

  /// Writes an element whose attributes were gathered one by one.
  mutating func element(
    _ name: String,
    list attributes: [(String, String)],
    _ body: (inout Markup) -> Void
  ) {
    start(name, attributes)
    text += ">"
    body(&self)
    text += "</\(name)>"
  }

  /// Writes an element that holds words.
  mutating func element(_ name: String, _ attributes: Attributes = [:], words: String) {
    element(name, attributes) { $0.words(words) }
  }

  /// Writes an element that can hold nothing, as `meta` or `rect`.
  mutating func void(_ name: String, _ attributes: Attributes = [:]) {
    start(name, attributes.map { ($0.key, $0.value) })
    text += "/>"
  }

  /// Writes words; nothing in them can become markup.
  mutating func words(_ words: String) {
    SafeText.append(words, to: &text)
  }

  /// Begins a new line of the source.
  mutating func breakLine() {
    text += "\n"
  }

  /// Writes what is markup already.
  mutating func append(_ other: Markup) {
    text += other.text
  }

  /// Writes a text of our own that is neither words nor markup, as a style sheet.
  mutating func verbatim(_ source: String) {
    text += source
  }

  private mutating func start(_ name: String, _ attributes: [(String, String)]) {
    text += "<\(name)"
    for (key, value) in attributes {
      text += " \(key)=\""
      SafeText.append(value, to: &text)
      text += "\""
    }
  }
}
