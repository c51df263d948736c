import Testing

@testable import TicketExchange

@Suite("The line of a value")
struct JSONPlaceTests {
  @Test("is where a mark in its place would stand", arguments: 1...40 as ClosedRange<UInt64>)
  func marked(seed: UInt64) throws {
    var random = JSONRandom(seed: seed)
    let value: JSONValue = .array([random.value(), random.value(), random.value()])
    let text = Array(value.pretty.utf8)
    for place in JSONPlaceTests.places(in: value) {
      // What stands before a value is written the same, whatever the value is.
      let marked = JSONPlaceTests.replacing(value, at: place[...]).pretty
      let before = try #require(marked.utf8.firstRange(of: "\"\(JSONPlaceTests.mark)\"".utf8))
      let line = 1 + marked.utf8[..<before.lowerBound].count { $0 == UInt8(ascii: "\n") }
      #expect(JSONPlace.line(of: place, in: text) == line)
    }
  }

  @Test("is some line of a text that is cut or not JSON, without a trap")
  func hostile() {
    var random = JSONRandom(seed: 41)
    let text = Array(random.value().pretty.utf8) + Array(#"{"a\"#.utf8)
    for end in text.indices {
      let line = JSONPlace.line(of: [1, 2, 0, 5], in: Array(text[..<end]))
      #expect(line >= 1)
    }
    for _ in 0..<500 {
      let bytes = (0..<random.below(40)).map { _ in random.oneOf(Array("{[\"\\,:]}\n 1".utf8)) }
      #expect(JSONPlace.line(of: [random.below(4), random.below(4)], in: bytes) >= 1)
    }
  }

  private static let mark = "here it is"

  private static func places(in value: JSONValue) -> [[Int]] {
    let inner: [JSONValue]
    switch value {
    case .array(let elements): inner = elements
    case .object(let object): inner = object.members.map(\.value)
    default: return [[]]
    }
    return [[]]
      + inner.enumerated().flatMap { index, value in
        places(in: value).map { [index] + $0 }
      }
  }

  private static func replacing(_ value: JSONValue, at place: ArraySlice<Int>) -> JSONValue {
    guard let index = place.first else { return .string(mark) }
    switch value {
    case .array(var elements):
      elements[index] = replacing(elements[index], at: place.dropFirst())
      return .array(elements)
    case .object(var object):
      let member = object.members[index]
      object[member.key] = replacing(member.value, at: place.dropFirst())
      return .object(object)
    default: return value
    }
  }
}
