"""Many sessions on one process: raw websocket clients that use Streamlit's own protocol, each moving a lever."""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator

import websockets
from serving import server
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from timing import Row, Stopwatch, milliseconds

LEVER = "delivery_delay.ascend_950dt"
PEOPLE = 40
PAUSE = 2.0  # seconds between two moves of one session
DURATION = 24.0  # seconds that each session moves its lever
PATIENCE = 60  # seconds until a message of the server counts as never sent


class Person:
    """One session: opens its own address, then moves the lever repeatedly."""

    def __init__(self, number):
        self.query = (
            f"load_factor={0.40 + number / 100:.2f}"  # a different outlook for each session
        )
        self.random = random.Random(number)
        self.widget, self.waits, self.last = None, [], 0

    async def rerun(self, socket, states=()):
        """Request a run, wait until it is done, and return the seconds it took."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        for key, value in states:
            state = message.rerun_script.widget_states.widgets.add(id=key)
            state.double_array_value.data.append(value)
        begun = time.perf_counter()
        await socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), PATIENCE))
            kind = answer.WhichOneof("type")
            if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "slider":
                widget = answer.delta.new_element.slider.id
                self.widget = widget if LEVER in widget else self.widget
            if kind == "script_finished" and answer.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                return time.perf_counter() - begun

    async def live(self, host, start):
        """Open the app and move a lever repeatedly until the measurement ends."""
        async with websockets.connect(
            f"ws://{host}/_stcore/stream",
            origin=websockets.Origin(f"http://{host}"),
            max_size=None,
            subprotocols=[websockets.Subprotocol("streamlit")],
        ) as socket:
            self.first = await self.rerun(socket)
            if self.widget is None:
                raise RuntimeError(f"the page shows no lever {LEVER}")
            await start.wait()
            await asyncio.sleep(self.random.uniform(0, PAUSE))
            end = time.perf_counter() + DURATION
            while (begun := time.perf_counter()) < end:
                self.last = self.random.choice([v for v in range(19) if v != self.last])
                self.query = f"{self.query.split('&')[0]}&{LEVER}={self.last}"
                self.waits.append(await self.rerun(socket, [(self.widget, self.last)]))
                await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - begun)))


async def _crowd(host):
    start, people = asyncio.Event(), [Person(number) for number in range(PEOPLE)]
    living = []
    for person in people:  # they join one after another and start moving once all have joined
        living.append(asyncio.create_task(person.live(host, start)))
        while person.widget is None and not living[-1].done():
            await asyncio.sleep(0.01)
    start.set()
    await asyncio.gather(*living)
    return [wait for person in people for wait in person.waits]


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table: waiting time of a session among forty."""
    what = f"{PEOPLE} sessions, a lever moved every {PAUSE:.0f} s"
    try:
        with server() as (host, _):
            waits = asyncio.run(_crowd(host))
    except TimeoutError:
        yield Row(what, f"a session was not answered within {PATIENCE} s", aim="< 1 s")
        return
    tail = statistics.quantiles(waits, n=20)[-1]
    calls = str(len(waits))
    yield Row(f"{what}: median", milliseconds(statistics.median(waits)), calls)
    yield Row(f"{what}: p95", milliseconds(tail), calls, aim="< 1 s")
