/// A value of a document, with its place and the name of the place.
struct DocumentNode {
  /// The value.
  let value: JSONValue
  /// The places down to here: of members in their objects, of elements in their lists.
  let place: [Int]
  /// What messages call the part it belongs to: `rule “P1”`.
  var subject: String
  /// The key path from that part down: `match.priority[1]`; empty for the part itself.
  var path: String

  /// The whole of a document.
  init(_ value: JSONValue) {
    self.init(value, place: [], subject: "", path: "")
  }

  private init(_ value: JSONValue, place: [Int], subject: String, path: String) {
    self.value = value
    self.place = place
    self.subject = subject
    self.path = path
  }

  /// The same place as a part of its own, which messages name so.
  func called(_ subject: String) -> DocumentNode {
    DocumentNode(value, place: place, subject: subject, path: "")
  }

  /// The member at a place of an object.
  func member(_ member: JSONObject.Member, at index: Int) -> DocumentNode {
    let path = path.isEmpty ? member.key : "\(path).\(member.key)"
    return DocumentNode(member.value, place: place + [index], subject: subject, path: path)
  }

  /// The elements of a list; of a value that is none, itself, which stands for a list of one.
  var elements: [DocumentNode] {
    guard case .array(let elements) = value else { return [self] }
    return elements.enumerated().map { index, element in
      DocumentNode(element, place: place + [index], subject: subject, path: "\(path)[\(index)]")
    }
  }
}
