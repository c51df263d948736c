import Foundation
import Testing

@Suite("The embedded example")
struct ExampleTests {
  @Test("runs, shows its queue, a refusal and a history, and goes on with the same ledger")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "embedded-helpdesk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = folder.appending(path: "helpdesk.ledger").path
    let first = try run(ledger)
    #expect(first.status == 0)
    #expect(first.output.contains("refused: refused by rule state: ticket A-1, resolved"))
    #expect(first.output.contains("routed"))
    #expect(first.output.contains("2 open, 1 of them in no team's queue"))
  }

  private func run(_ ledger: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = products.appending(path: "EmbeddedHelpdesk")
    process.arguments = [ledger]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Where the package manager puts what it builds: beside the tests.
  private var products: URL {
    #if os(macOS)
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    return bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    #else
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    #endif
  }
}
