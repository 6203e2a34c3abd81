"""unpack.py ZIP FOLDER: unpacks as the guest agent does, and makes every file executable."""
import os
import sys
import zipfile

zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])
for parent, _, files in os.walk(sys.argv[2]):
    for name in files:
        path = os.path.join(parent, name)
        os.chmod(path, os.stat(path).st_mode | 0o100)
