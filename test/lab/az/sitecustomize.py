"""Makes Debian bookworm's azure-cli 2.45.0-1 usable for `az vm` and `az vmss`.

The package asks python3-azure (20230112) for compute API 2022-11-01, which that SDK does not have (its newest is
2022-08-01), so that every `az vm` command ends in "does not have operation group 'virtual_machines'". This lowers the
compute and network versions of the profile 'latest' to the newest ones that are installed, and changes nothing else.
"""
import os

ROOT = '/usr/lib/python3/dist-packages'


def lower(shared, kind):
    """Replaces the versions of one kind of resource that are not installed by the newest older ones."""
    folder = os.path.join(ROOT, *kind.import_prefix.split('.'))
    have = {name[1:].replace('_', '-') for name in os.listdir(folder) if name.startswith('v2')}

    def best(version):
        if version is None or version in have:
            return version
        older = sorted(one for one in have if one <= version and not one.endswith('preview'))
        return older[-1] if older else version

    wanted = shared.AZURE_API_PROFILES['latest'][kind]
    if isinstance(wanted, shared.SDKProfile):
        for key, version in wanted.profile.items():
            wanted.profile[key] = best(version)
    elif isinstance(wanted, str):
        shared.AZURE_API_PROFILES['latest'][kind] = best(wanted)


try:
    from azure.cli.core.profiles import _shared
except ImportError:
    pass  # another program of this Python
else:
    for resource in (_shared.ResourceType.MGMT_COMPUTE, _shared.ResourceType.MGMT_NETWORK):
        lower(_shared, resource)
