"""manage.py help: the commands of SSOT Tracker first, each with what it does; Django's stay, below."""

from textwrap import fill

from django.core.management import ManagementUtility, get_commands, load_command_class


class Commands(ManagementUtility):
    """Django's command line with a list that begins with ours."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """The list of `manage.py help`."""
        if commands_only:
            return super().main_help_text(commands_only)
        commands = get_commands()
        ours = sorted(name for name, app in commands.items() if app == "tracker")
        longest = max(map(len, ours))
        lines = [f"  {name:{longest}}  {load_command_class('tracker', name).help}" for name in ours]
        others = fill(" ".join(sorted(commands.keys() - set(ours))), 100, initial_indent="  ", subsequent_indent="  ")
        more = f"More of each: {self.prog_name} help COMMAND"
        return "\n".join(["SSOT Tracker’s commands:", "", *lines, "", more, "", "Django’s commands:", "", others])
