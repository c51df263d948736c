import Testing
import TicketExchange

@Suite("JSON values")
struct JSONValueTests {
  @Test(
    "a valid text is read as its value",
    arguments: [
      ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("42", 42),
      ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
      ("1.5", 1.5), ("1.0", .number(1)), ("-0.0", .number(-0.0)), ("1e2", .number(100)),
      ("1E+2", .number(100)), ("25e-1", 2.5), ("1e-999", .number(0)), (#""""#, ""),
      (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9""#, "éé"),
      (#""\ud83c\udfab""#, "🎫"), (#""🎫""#, "🎫"), (#""\u0000""#, "\0"), ("\"\u{7F}\"", "\u{7F}"),
      ("[]", []), ("[ 1 , [ ] , {} ]", [1, [], [:]]), ("{}", [:]),
      (#"{"b":1,"a":{"c":[null]}}"#, ["b": 1, "a": ["c": [nil]]]), ("\t\r\n1\n", 1),
      ("{\"\":0}", ["": 0]),
    ] as [(String, JSONValue)]
  )
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test(
    "a text that is not JSON is refused where it goes wrong",
    arguments: [
      ("", 0, "expected a value, found the end"), ("  ", 2, "expected a value, found the end"),
      ("nul", 0, "expected a value; null is the word that begins so"),
      ("nulL", 0, "expected a value; null is the word that begins so"),
      ("truex", 4, "expected the end after the value, found 'x'"),
      ("1 2", 2, "expected the end after the value, found '2'"),
      ("+1", 0, "expected a value, found '+'"), ("-", 1, "expected a digit, found the end"),
      (".5", 0, "expected a value, found '.'"), ("1.", 2, "expected a digit, found the end"),
      ("1.e1", 2, "expected a digit, found 'e'"), ("1e", 2, "expected a digit, found the end"),
      ("01", 0, "a number does not begin with 0 before other digits"),
      ("-01", 0, "a number does not begin with 0 before other digits"),
      ("0x1", 1, "expected the end after the value, found 'x'"),
      ("1e999", 0, "a number past what 64 bits of floating point hold"),
      ("NaN", 0, "expected a value, found 'N'"), ("'a'", 0, "expected a value, found '''"),
      ("[1,]", 3, "expected a value, found ']'"), ("[1 2]", 3, "expected ',' or ']', found '2'"),
      ("[1", 2, "expected ',' or ']', found the end"), ("]", 0, "expected a value, found ']'"),
      ("{\"a\":1,}", 7, "expected a key in double quotes, found '}'"),
      ("{a:1}", 1, "expected a key in double quotes, found 'a'"),
      ("{\"a\" 1}", 5, "expected ':' after the key, found '1'"),
      ("{\"a\":1 \"b\":2}", 7, "expected ',' or '}', found '\"'"),
      ("{\"a\":1,\"a\":2}", 7, "the key \"a\" stands twice"),
      ("{\"a\":1,\"\\u0061\":2}", 7, "the key \"a\" stands twice"),
      ("\"a", 2, "expected '\"' at the end of the string, found the end"),
      ("\"a\\", 3, "expected '\"' at the end of the string, found the end"),
      ("\"a\nb\"", 2, "a control character in a string must be escaped"),
      ("\"\\x\"", 1, "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"),
      ("\"\\u12G4\"", 5, "expected four hexadecimal digits after \\u, found 'G'"),
      ("\"\\ud83c\"", 1, "half of a surrogate pair"),
      ("\"\\ud83cx\"", 1, "half of a surrogate pair"),
      ("\"\\ud83c\\n\"", 1, "half of a surrogate pair"),
      ("\"\\ud83c\\ud83c\"", 1, "half of a surrogate pair"),
      ("\"\\udfab\"", 1, "half of a surrogate pair"),
      ("\u{FEFF}1", 0, "expected a value, found byte 0xEF"),
      ("1 // no", 2, "expected the end after the value, found '/'"),
    ]
  )
  func refuses(text: String, offset: Int, problem: String) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == offset)
    #expect(error?.problem == problem)
  }

  @Test(
    "bytes that are not UTF-8 are refused where they stand",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
    ] as [[UInt8]]
  )
  func refusesInvalidUTF8(bytes: [UInt8]) {
    let quoted = Array("\"a".utf8) + bytes + Array("\"".utf8)
    let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: quoted) }
    #expect(error?.offset == 2)
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes) }
  }

  @Test("64 values may stand inside one another, and no more")
  func limitsDepth() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try JSONValue(parsing: nested(64))
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(65)) }
    #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: String(repeating: "{\"a\":[", count: 500_000))
    }
  }

  @Test("an error names line and column")
  func namesLineAndColumn() throws {
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: "{\n  \"a\": 1,\n  b\n}")
    }
    #expect(error?.description == "line 3, column 3: expected a key in double quotes, found 'b'")
  }

  @Test("an object of very many keys is read, and a key twice among them found")
  func readsManyKeys() throws {
    let members = (0..<50_000).map { "\"k\($0)\":\($0)" }
    let object = try #require(
      try JSONValue(parsing: "{" + members.joined(separator: ",") + "}").object
    )
    #expect(object.count == 50_000)
    #expect(object["k49999"] == 49_999)
    #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: "{" + members.joined(separator: ",") + ",\"k40000\":1}")
    }
  }

  @Test("a value is written with its keys in order, on one line or several")
  func writes() {
    let value: JSONValue = ["b": [1, -2.5, .number(1e20)], "a": [:], "c": [], "d": ["e": nil]]
    #expect(value.compact == #"{"b":[1,-2.5,1e+20],"a":{},"c":[],"d":{"e":null}}"#)
    #expect(JSONValue.array([.number(.infinity), .number(.nan)]).compact == "[null,null]")
    #expect(
      value.pretty == """
        {
          "b": [
            1,
            -2.5,
            1e+20
          ],
          "a": {},
          "c": [],
          "d": {
            "e": null
          }
        }
        """
    )
    #expect(JSONValue.string("\u{1}\u{1F}\n\"\\é").compact == #""\u0001\u001f\n\"\\é""#)
  }

  @Test("an object keeps the order of its keys through changes")
  func keepsOrder() {
    var object = JSONObject()
    object["z"] = 1
    object["a"] = 2
    object["z"] = 3
    object["m"] = nil
    #expect(object.keys == ["z", "a"])
    object["z"] = nil
    #expect(object.keys == ["a"])
    #expect(JSONValue.whole(UInt64.max) == .number(Double(UInt64.max)))
  }

  @Test("what is written is read back, whatever the value", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = JSONRandom(seed: seed)
    let value = random.value()
    #expect(try JSONValue(parsing: value.compact) == value)
    #expect(try JSONValue(parsing: value.pretty) == value)
    #expect(!value.compact.utf8.contains(UInt8(ascii: "\n")))
  }

  @Test("changed bytes are read or refused, never a trap", arguments: 0..<50 as Range<UInt64>)
  func survivesMutation(seed: UInt64) {
    var random = JSONRandom(seed: seed)
    let original = Array((random.value().compact + #"{"a":[1.5e3,"\ud83c\udfabé"]}"#).utf8)
    for _ in 0..<200 {
      var bytes = original
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(random.oneOf(Array("{}[]\",:\\u0e-".utf8)), at: place)
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      #expect((try? JSONValue(parsing: value.compact)) == value)
    }
  }
}
