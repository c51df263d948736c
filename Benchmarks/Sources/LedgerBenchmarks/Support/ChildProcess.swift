import Foundation

/// A program that is started to be measured.
enum ChildProcess {
  /// What a program printed, and how long after its start it did so first.
  struct Outcome {
    let output: Data
    let secondsToOutput: Double
  }

  /// A program that did not end well.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// This program itself.
  static var program: String {
    get throws {
      guard let path = Bundle.main.executablePath else {
        throw Failure(description: "this program does not know where it lies")
      }
      return path
    }
  }

  /// Runs a program to its end; its standard error is ours.
  static func run(
    _ program: String,
    _ arguments: [String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    let start = ContinuousClock.now
    try process.run()
    let first = output.fileHandleForReading.availableData
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rest = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let words = ([program] + arguments).joined(separator: " ")
      throw Failure(description: "\(words) ended with \(process.terminationStatus)")
    }
    return Outcome(output: first + rest, secondsToOutput: seconds)
  }
}
