import Foundation
import Testing

/// A JSON value as Foundation reads it, which knows nothing of the ledger's own reader and writer.
enum Answer: Equatable, Sendable, Decodable {
  case null
  case bool(Bool)
  case whole(Int)
  case fraction(Double)
  case text(String)
  case list([Answer])
  case record([String: Answer])

  init(parsing text: String) throws {
    self = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let whole = try? value.decode(Int.self) {
      self = .whole(whole)
    } else if let fraction = try? value.decode(Double.self) {
      self = .fraction(fraction)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([Answer].self) {
      self = .list(list)
    } else {
      self = .record(try value.decode([String: Answer].self))
    }
  }

  /// A member of an object; null where there is none.
  subscript(key: String) -> Answer {
    guard case .record(let members) = self else { return .null }
    return members[key] ?? .null
  }

  subscript(index: Int) -> Answer {
    index < list.count ? list[index] : .null
  }

  /// The whole number; one that no test expects where it is something else.
  var integer: Int {
    guard case .whole(let number) = self else { return .min }
    return number
  }

  var number: Double {
    switch self {
    case .whole(let number): Double(number)
    case .fraction(let number): number
    default: .nan
    }
  }

  var string: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  var list: [Answer] {
    guard case .list(let list) = self else { return [] }
    return list
  }

  var keys: Set<String> {
    guard case .record(let members) = self else { return [] }
    return Set(members.keys)
  }

  /// The object without some members.
  func without(_ keys: String...) -> Answer {
    guard case .record(let members) = self else { return self }
    return .record(members.filter { !keys.contains($0.key) })
  }
}
