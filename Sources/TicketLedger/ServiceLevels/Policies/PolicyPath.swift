/// Where in a policy something stands, in the words of its document: `rules[2].targets[0].limit`.
public struct PolicyPath: Hashable, Sendable {
  /// One step down.
  public enum Step: Hashable, Sendable {
    /// Into a key of an object.
    case key(String)
    /// Into a place of a list, from 0.
    case index(Int)
  }

  /// The steps from the policy down; none for the policy itself.
  public let steps: [Step]

  /// Creates a path.
  public init(_ steps: [Step] = []) {
    self.steps = steps
  }

  /// The place of the rule it leads into, from 0; nil where it leads into none.
  public var rule: Int? { index(under: "rules", at: 0) }

  /// The place of the target it leads into in its rule, from 0; nil where it leads into none.
  public var target: Int? { index(under: "targets", at: 2) }

  private func index(under key: String, at place: Int) -> Int? {
    guard steps.count >= place + 2, steps[place] == .key(key),
      case .index(let index) = steps[place + 1]
    else { return nil }
    return index
  }
}

extension PolicyPath {
  static func rule(_ index: Int) -> PolicyPath {
    PolicyPath([.key("rules"), .index(index)])
  }

  func target(_ index: Int) -> PolicyPath {
    key("targets").index(index)
  }

  func key(_ key: String) -> PolicyPath {
    PolicyPath(steps + [.key(key)])
  }

  func index(_ index: Int) -> PolicyPath {
    PolicyPath(steps + [.index(index)])
  }
}

extension PolicyPath: CustomStringConvertible {
  /// The steps, keys with dots between them and places in brackets.
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += text.isEmpty ? key : "." + key
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
