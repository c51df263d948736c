import Foundation
import Testing
import Transparency

/// The folder of vectors: `$TICKET_LEDGER_VECTORS` where set, else the tests' own copy.
enum VectorFiles {
  static func folder() throws -> URL {
    let chosen = ProcessInfo.processInfo.environment["TICKET_LEDGER_VECTORS"]
      .map { URL(fileURLWithPath: $0) }
    let folder = try #require(
      chosen ?? Bundle.module.url(forResource: "Vectors", withExtension: nil)
    )
    return folder.appending(path: "transparency")
  }

  /// What a file of the folder says.
  static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: folder().appending(path: name)))
  }

  /// The names of a folder's files, and of those in folders below.
  static func names(in folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      let kind =
        try FileManager.default
        .attributesOfItem(atPath: folder.appending(path: name).path)[.type] as? FileAttributeType
      return kind == .typeRegular
    }.sorted()
  }
}

/// Bytes written in hexadecimal.
struct Hex: Decodable, Hashable, CustomStringConvertible {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let digits = Array(try container.decode(String.self))
    bytes = try stride(from: 0, to: digits.count, by: 2).map { place in
      try #require(UInt8(String(digits[place...].prefix(2)), radix: 16))
    }
  }

  var description: String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  func hash() throws -> Hash { try #require(Hash(bytes)) }
}
