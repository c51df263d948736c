/// The mappings that logs are fuzzed under: those of the article *Importing*, and two that use what those
/// leave out.
enum Mappings {
  static let texts = [
    #"""
    {
      "source": "desk-snapshots",
      "shape": "snapshots",
      "ignoreCase": true,
      "ticket": "id",
      "time": {"column": "updated", "format": "dd.MM.yyyy HH:mm", "zoneColumn": "zone"},
      "openedAt": {"column": "opened", "format": "dd.MM.yyyy HH:mm", "zoneColumn": "zone"},
      "actor": "updated_by",
      "fields": {
        "requester": "caller",
        "summary": "title",
        "team": "queue",
        "level": {"column": "queue", "pattern": " L([2-9])$", "otherwise": 1},
        "agent": "owner",
        "impact": {"column": "impact", "pattern": "^\\d"},
        "urgency": {"column": "urgency", "pattern": "^\\d"},
        "resolutionCode": "answer",
        "causeClass": "cause"
      },
      "dimensions": {"service": "service", "site": "office"},
      "state": {
        "column": "status",
        "table": {
          "new": "new",
          "open": "inProgress",
          "pending customer": "waiting:requester",
          "solved": "resolved",
          "closed": "closed"
        }
      }
    }
    """#,
    #"""
    {
      "source": "problem-log",
      "shape": "activities",
      "delimiter": ";",
      "order": "time",
      "ticket": "SR Number",
      "time": {"column": "Change Date+Time", "format": "iso8601"},
      "actor": "Owner First Name",
      "fields": {
        "team": "Involved ST",
        "level": {"column": "Involved ST", "pattern": "\\s([2-9])(?:nd|rd|th)$", "otherwise": 1},
        "agent": "Owner First Name",
        "impact": {
          "column": "SR Latest Impact",
          "table": {"Major": 1, "High": 2, "Medium": 3, "Low": 4}
        }
      },
      "dimensions": {
        "service": "Product",
        "department": "Involved Org line 3",
        "country": "Country",
        "owner country": "Owner Country"
      },
      "activity": {
        "columns": ["Status", "Sub Status"],
        "separator": "/",
        "table": {
          "Queued/Awaiting Assignment": "new",
          "Accepted/Assigned": "inProgress",
          "Accepted/In Progress": "inProgress",
          "Accepted/Wait": "waiting:other",
          "Accepted/Wait - User": "waiting:requester",
          "Accepted/Wait - Customer": "waiting:requester",
          "Accepted/Wait - Implementation": "waiting:change",
          "Accepted/Wait - Vendor": "waiting:vendor",
          "Completed/Resolved": "resolved",
          "Completed/In Call": "resolved",
          "Completed/Closed": "closed",
          "Completed/Cancelled": "cancelled",
          "Unmatched/Unmatched": "touch"
        },
        "otherwise": "error"
      }
    }
    """#,
    #"""
    {
      "source": "help-desk",
      "shape": "activities",
      "ticket": {"column": "Case ID", "prefix": "HD "},
      "time": {
        "column": "Complete Timestamp",
        "format": "yyyy/MM/dd HH:mm:ss.SSS",
        "zone": "Europe/Rome"
      },
      "actor": "Resource",
      "fields": {
        "team": "Workgroup",
        "level": "Service level",
        "priority": {"column": "Seriousness", "pattern": "\\d+$"},
        "minutes": "Spent",
        "score": "Points",
        "text": "Message"
      },
      "dimensions": {"service": "Product"},
      "activity": {
        "column": "Activity",
        "table": {
          "Assign seriousness": "new",
          "Take in charge ticket": "inProgress",
          "Wait": "waiting:other",
          "Send answer": [
            {"event": "replied", "purpose": "ask", "channel": "mail"},
            {"event": "workLogged", "mode": "remote"},
            "waiting:requester"
          ],
          "Require upgrade": {"event": "escalated", "reason": "other"},
          "Resolve ticket": ["inProgress", "workLogged", "resolved"],
          "Closed": "closed",
          "Survey": "rated"
        },
        "otherwise": "touch"
      }
    }
    """#,
    #"""
    {
      "source": "device-log",
      "shape": "activities",
      "delimiter": "\t",
      "quote": "'",
      "unknown": ["?", "n/a"],
      "unknownMeans": "unchanged",
      "order": ["seconds", "line"],
      "ticket": {"column": "case", "pattern": "^#(.+)$", "prefix": "D-", "otherwise": "keep"},
      "time": {"column": "seconds", "format": "epochSeconds"},
      "openedAt": {"column": "first", "format": "epochMilliseconds"},
      "actor": {"column": "by", "as": "monitoring"},
      "fields": {
        "requester": "for",
        "openedBy": {"value": "intake"},
        "kind": {"column": "kind", "otherwise": "incident"},
        "channel": {"value": "monitoring"},
        "summary": {"columns": ["device", "what"], "separator": ": "},
        "description": "what",
        "team": {"column": "team", "otherwise": "keep"},
        "agent": "owner",
        "article": "article",
        "cause": "cause",
        "causeClass": {"column": "class", "otherwise": "unknown"},
        "minutes": "minutes",
        "workActivity": "task",
        "text": "what",
        "escalatedTo": "chief"
      },
      "dimensions": {"asset": "device", "room": {"column": "room", "pattern": "\\d+"}},
      "links": {"cause of": "causedBy", "like": "duplicateOf"},
      "state": {"column": "state", "otherwise": "unknown"},
      "activity": {
        "column": "did",
        "table": {
          "came": "new",
          "read": {"event": "articleApplied", "helped": false},
          "found": [{"event": "diagnosed", "causeClass": "external"}, "inProgress"],
          "asked": {"event": "requesterReplied", "channel": "chat"},
          "worked": {"event": "workLogged", "mode": "onSite"},
          "called": {"event": "escalated", "reason": "breachExpected"},
          "again": {"event": "reopened", "reason": "recurred"},
          "held": {"event": "paused", "reason": "evidence"},
          "note": {"event": "noted"},
          "gone": {"event": "cancelled", "reason": "mistake"},
          "shut": {"event": "closed", "reason": "automatic"}
        },
        "otherwise": "touch"
      }
    }
    """#,
    #"""
    {
      "source": "far-desk",
      "shape": "snapshots",
      "delimiter": "|",
      "quote": "",
      "order": "reverse",
      "ticket": "no",
      "time": {"column": "at", "format": "EEE, d MMM yy h:mm[:ss[.SSS]] a VV"},
      "openedAt": {
        "columns": ["day", "hour"],
        "separator": " at ",
        "format": "MMMM d yyyy' at 'H:mmX"
      },
      "fields": {"team": "team", "priority": "grade", "resolutionCode": "code"},
      "state": "state"
    }
    """#,
  ]
}
