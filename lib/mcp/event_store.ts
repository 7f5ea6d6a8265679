/**
 * The last messages of a session, so that a client whose connection broke gets what it missed.
 * @module
 */
// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import type { EventStore } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";

/** Messages kept of a session; with pictures of 200 KB that is a few megabytes. */
const MAX_EVENTS = 40;

interface StoredEvent {
  readonly streamId: string;
  readonly message: JSONRPCMessage;
}

/** Keeps the newest messages of one session in memory. */
export class MemoryEventStore implements EventStore {
  readonly #events = new Map<string, StoredEvent>();
  #last = 0;

  /** Keeps a message; returns its id. */
  storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = String(++this.#last);
    this.#events.set(id, { streamId, message });
    this.#events.delete(String(this.#last - MAX_EVENTS));
    return Promise.resolve(id);
  }

  /** The stream of a message that is still here. */
  getStreamIdForEventId(eventId: string): Promise<string | undefined> {
    return Promise.resolve(this.#events.get(eventId)?.streamId);
  }

  /** Sends again what came after a message on the same stream. */
  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const streamId = this.#events.get(lastEventId)?.streamId ?? "";
    for (const [id, event] of this.#events) {
      const isLater = Number(id) > Number(lastEventId) && event.streamId === streamId;
      // The event that only opens a stream has no message in it.
      if (isLater && Object.keys(event.message).length > 0) await send(id, event.message);
    }
    return streamId;
  }
}
