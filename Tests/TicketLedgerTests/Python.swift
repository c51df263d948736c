import Foundation
import StudySupport

/// Programs in another language, as oracles.
enum Python {
  private static let launcher = ["/usr/bin/env", "/bin/env"].first { path in
    FileManager.default.isExecutableFile(atPath: path) && (try? run(["-V"], by: path)) != nil
  }

  static var isThere: Bool { launcher != nil }

  /// The lines that a program prints; its source or path and its arguments are python3's.
  static func run(_ arguments: [String]) throws -> [String] {
    guard let launcher else { throw Failure() }
    return try run(arguments, by: launcher)
  }

  private struct Failure: Error {}

  private static func run(_ arguments: [String], by launcher: String) throws -> [String] {
    let command = [launcher, "python3"] + arguments
    let (status, output) = try ChildProcess.run(command, errors: .inherited)
    guard status == 0 else { throw Failure() }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
