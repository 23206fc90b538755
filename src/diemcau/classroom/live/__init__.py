"""The live process: raw asyncio HTTP in front of the turns. No framework, no office database.

`http` speaks the protocol, `routes` answers, `engine` takes turns and makes views, `hub` fans them
out, `doors` swaps codes for seats, `static` holds the screens' files, `relay` passes the rest to the office.
"""
