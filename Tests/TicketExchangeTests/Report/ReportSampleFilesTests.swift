import Foundation
import Testing

@testable import TicketExchange

@Suite("Sample reports are written")
struct ReportSampleFilesTests {
  @Test("to the folder that TICKET_LEDGER_REPORTS names, or to a temporary one")
  func files() throws {
    let asked = ProcessInfo.processInfo.environment["TICKET_LEDGER_REPORTS"]
    let folder =
      asked.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if asked == nil { try? FileManager.default.removeItem(at: folder) } }
    let samples = [
      "year": ReportSample.rich(), "empty": ReportSample.empty,
      "hostile": ReportEscapingTests.content(ReportEscapingTests.hostile.joined()),
    ]
    for (name, content) in samples {
      for language in ReportLanguage.allCases {
        let file = folder.appending(path: "\(name)-\(language.rawValue).html")
        try content.html(in: language).write(to: file, atomically: true, encoding: .utf8)
        #expect(try Data(contentsOf: file).count > 10_000)
      }
    }
  }
}
