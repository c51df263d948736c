/// A value of a document, with its place and the name of the place.
///
/// A list has millions of them at worst: place and path are put together only where they are told.
struct DocumentNode {
  /// One step down from the node that holds it.
  private enum Step {
    /// To a member of an object, at a place.
    case member(String, Int)
    /// To an element of a list.
    case element(Int)
  }

  /// The value.
  let value: JSONValue
  /// What messages call the part it belongs to: `rule “P1”`.
  var subject: String
  private let holderPlace: [Int]
  private let holderPath: String
  private let step: Step?

  /// The whole of a document.
  init(_ value: JSONValue) {
    self.init(value, subject: "", place: [], path: "", step: nil)
  }

  private init(_ value: JSONValue, subject: String, place: [Int], path: String, step: Step?) {
    self.value = value
    self.subject = subject
    holderPlace = place
    holderPath = path
    self.step = step
  }

  /// The places down to here: of members in their objects, of elements in their lists.
  var place: [Int] {
    switch step {
    case nil: holderPlace
    case .member(_, let index)?, .element(let index)?: holderPlace + [index]
    }
  }

  /// The key path from the part down: `match.priority[1]`; empty for the part itself.
  var path: String {
    switch step {
    case nil: holderPath
    case .member(let key, _)?: holderPath.isEmpty ? key : "\(holderPath).\(key)"
    case .element(let index)?: "\(holderPath)[\(index)]"
    }
  }

  /// The same place as a part of its own, which messages name so.
  func called(_ subject: String) -> DocumentNode {
    DocumentNode(value, subject: subject, place: place, path: "", step: nil)
  }

  /// The same place under the path of the object that holds it.
  var atHolder: DocumentNode {
    DocumentNode(value, subject: subject, place: place, path: holderPath, step: nil)
  }

  /// The member at a place of an object.
  func member(_ member: JSONObject.Member, at index: Int) -> DocumentNode {
    let step = Step.member(member.key, index)
    return DocumentNode(member.value, subject: subject, place: place, path: path, step: step)
  }

  /// The elements of a list; of a value that is none, itself, which stands for a list of one.
  var elements: Elements {
    guard case .array(let values) = value else { return Elements(single: self) }
    return Elements(values: values, subject: subject, place: place, path: path)
  }

  /// The elements of a list, made one by one.
  struct Elements: RandomAccessCollection {
    private var single: DocumentNode?
    private var values: [JSONValue] = []
    private var subject = ""
    private var place: [Int] = []
    private var path = ""

    fileprivate init(single: DocumentNode) {
      self.single = single
    }

    fileprivate init(values: [JSONValue], subject: String, place: [Int], path: String) {
      self.values = values
      self.subject = subject
      self.place = place
      self.path = path
    }

    var startIndex: Int { 0 }
    var endIndex: Int { single == nil ? values.count : 1 }

    subscript(index: Int) -> DocumentNode {
      single
        ?? DocumentNode(
          values[index],
          subject: subject,
          place: place,
          path: path,
          step: .element(index)
        )
    }
  }
}
