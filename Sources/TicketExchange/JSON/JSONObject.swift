/// The members of a JSON object in the order they were written or added; no key twice.
public struct JSONObject: Hashable, Sendable {
  /// A key with its value.
  public struct Member: Hashable, Sendable {
    /// The name, unique in its object.
    public let key: String
    /// What stands under it.
    public var value: JSONValue
  }

  /// The members in order.
  public private(set) var members: [Member] = []

  /// Creates an object without members.
  public init() {}

  /// Holds members whose keys are known to be different.
  init(distinct members: [Member]) {
    self.members = members
  }

  /// The number of members.
  public var count: Int { members.count }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }

  /// The value of a key; setting a new key adds it at the end, setting nil removes the member.
  ///
  /// - Complexity: O(n) in the number of members; the objects of this library are small.
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}
